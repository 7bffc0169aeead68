"""Where things are kept: the desk and the roll in one database, the box in another that knows neither."""
