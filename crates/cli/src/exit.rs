use std::process::ExitCode;

use desk::DeskFault;

/// How a run ended, for scripts (design §9). Of several files or values the highest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Anything else.
    Failed = 1,
    /// The arguments say nothing.
    Usage = 2,
    /// Not found, or nothing decoded.
    NotFound = 3,
    /// Invalid.
    Invalid = 4,
    /// Cannot tell.
    CannotTell = 5,
    /// Refused by a rule.
    Refused = 6,
    /// The backend does not answer.
    Unreachable = 7,
}

impl Exit {
    /// Of a fault, by its code.
    #[must_use]
    pub fn of(fault: &DeskFault) -> Self {
        match fault.code.as_str() {
            "usage" | "malformed" | "bad_backend" | "not_confirmed" => Self::Usage,
            "not_found" | "nothing_unsent" => Self::NotFound,
            code if code.starts_with("bundle_") => Self::Invalid,
            "offline" | "name_resolution" | "captive_portal" | "tls" | "tls_clock"
            | "rate_limit" | "maintenance" | "server_fault" => Self::Unreachable,
            _ if fault.ground.is_some() => Self::Refused,
            _ => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
