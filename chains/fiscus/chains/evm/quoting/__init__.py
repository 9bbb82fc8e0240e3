"""What a swap would bring: aggregators and exchanges asked, and their offers compared."""
