# Faults on purpose: it exists to be scanned.
resource "aws_s3_bucket" "invoices" {
  bucket = "example-invoices"
  acl    = "public-read"
  #checkov:skip=CKV_AWS_18:Access is logged by the gateway in front
}

resource "aws_security_group" "shop" {
  name = "shop"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_db_instance" "shop" {
  allocated_storage   = 20
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  username            = "shop"
  password            = "made-up-db-password"
  publicly_accessible = true
  storage_encrypted   = false
  skip_final_snapshot = true
}
