"""Money and hours of certificates: plain formulas, whole kopecks, no clock and no database."""
