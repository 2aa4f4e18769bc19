"""How the program starts: the command line, the processes and the servers beside them."""
