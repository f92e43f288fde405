"""How pages look: templates, components, form fields, words of states. Nothing about any one case enters."""
