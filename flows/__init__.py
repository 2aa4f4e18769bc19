"""What runs, and when: Prefect flows that follow cases, and the driver that wakes them."""
