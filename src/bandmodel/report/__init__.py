"""What is shown to others: pictures and reports. Nothing is computed here."""
