//! What the acceptance tests share: the real `zc`, the practice city as a process, a bad
//! network, a world to kill things in, pictures with codes.

pub mod city;
pub mod contract;
pub mod dice;
pub mod items;
pub mod marker;
pub mod memory;
pub mod pictures;
pub mod proxy;
pub mod tamper;
pub mod window;
pub mod workbook;
pub mod world;
pub mod zc;
