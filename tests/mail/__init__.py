"""Mail, handed to a mail server of the test's own."""
