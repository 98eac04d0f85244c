//! What a clerk can do: the use cases, the only thing the window and the command line call (design §3).

pub mod view;
