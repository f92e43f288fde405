"""Following a household: notes, contacts, plan, appointments, calendar."""
