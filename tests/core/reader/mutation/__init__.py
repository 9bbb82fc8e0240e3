"""Does a test notice when a rule of the reader is turned round or taken out?"""
