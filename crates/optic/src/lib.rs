//! optic
