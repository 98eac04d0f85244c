//! What the acceptance tests share: the real `zc`, the practice city as a process, pictures with codes.

pub mod city;
pub mod pictures;
pub mod tamper;
pub mod window;
pub mod zc;
