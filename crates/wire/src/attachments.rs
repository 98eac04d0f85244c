//! `tus` 1.0 at `/v1/attachments`: creation and checksum (`sha256`) extensions.

/// The `Tus-Resumable` version.
pub const TUS_VERSION: &str = "1.0.0";
/// Upload-Metadata key: the case's id.
pub const METADATA_CASE: &str = "case";
/// Upload-Metadata key: hex SHA-256 of the whole file; what arrives must have it.
pub const METADATA_HASH: &str = "hash";
/// Upload-Metadata key: a [`crate::FileClaim`] of another station that took the file in, signed by it; the upload is
/// then that station's.
pub const METADATA_CLAIM: &str = "claim";
