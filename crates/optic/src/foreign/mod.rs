//! Decoders of other families: each reads pictures the first family does not.

pub(crate) mod filtered;
pub(crate) mod quirc;
