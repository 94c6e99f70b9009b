"""Home pages: each person's desk, joined from the public reads of lower modules. Owns no table and writes nothing."""
