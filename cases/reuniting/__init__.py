"""Records of one person, files of one family, families that part, people who die: what follows."""
