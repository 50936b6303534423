"""Settings with which production starts."""

PRODUCTION = {
    "IDEA4GOV_ENV": "production",
    "IDEA4GOV_SECRET_KEY": "a secret of the tests that is long enough",
    "IDEA4GOV_BASE_URL": "https://pb.example.go.th",
    "IDEA4GOV_CONTROLLER": "เทศบาลเมืองแสนสุข",
    "IDEA4GOV_CONTROLLER_CONTACT": "โทร. 0 3819 3500",
    "IDEA4GOV_DATA_PROTECTION_OFFICER": "ปลัดเทศบาล dpo@example.go.th",
}
