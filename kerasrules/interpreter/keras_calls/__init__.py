"""What calls of Keras make: layers, models, losses, optimizers and trainings."""
