"""Administrations asked: readings as pure values, the line and the connector against a real server."""
