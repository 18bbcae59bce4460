"""What travels between the rooms: frozen classes that import nothing but each other."""
