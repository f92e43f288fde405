"""Following a household: notes, contacts, action plan, appointments, calendar. No right is decided here."""
