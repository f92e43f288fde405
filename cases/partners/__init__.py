"""The view of partner agencies: what is shared with them, and no word on the rest."""
