"""What every family of chains tells about a wallet: holdings, figures, prices, payments."""
