"""What we know: text in, values out. No database, no Flask, no clock."""
