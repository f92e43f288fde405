"""Administrations that answer for a person, so that no paper is asked for. No file, no right."""
