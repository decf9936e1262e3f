"""What is handed out on paper: the disclosure report and the subject access export."""
