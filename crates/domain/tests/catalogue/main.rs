//! The practice city's data: every item passes the linter, every number its check, every reference leads somewhere.

mod items;
mod load;
mod people;
