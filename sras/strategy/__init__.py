"""Where the state is going and how far it is: measures with their values and targets."""
