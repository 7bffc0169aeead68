"""The faces of evalsite: the phone page, the box's slot, the organiser's desk."""
