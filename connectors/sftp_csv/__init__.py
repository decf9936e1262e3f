"""CSV files that a manufacturer drops on its SFTP server."""
