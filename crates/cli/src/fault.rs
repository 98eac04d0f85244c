use std::io;

use desk::DeskFault;

use crate::exit::Exit;

/// Why a verb stops.
#[derive(Debug)]
pub enum Fault {
    /// The desk's.
    Desk(DeskFault),
    /// Something that only the command line can say, with its exit.
    Said(Exit, String),
    /// Stdout's.
    Io(io::Error),
}

impl Fault {
    /// The arguments say nothing.
    pub fn usage(say: impl Into<String>) -> Self {
        Self::Said(Exit::Usage, say.into())
    }

    /// How the run ends.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Desk(fault) => Exit::of(fault),
            Self::Said(exit, _) => *exit,
            Self::Io(_) => Exit::Failed,
        }
    }

    /// What a person reads.
    #[must_use]
    pub fn say(&self) -> String {
        match self {
            Self::Desk(fault) => match &fault.ground {
                Some(ground) => format!("{}（{ground}）", fault.say),
                None => fault.say.clone(),
            },
            Self::Said(_, say) => say.clone(),
            Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => String::new(),
            Self::Io(error) => format!("写不出结果：{error}。"),
        }
    }
}

impl From<DeskFault> for Fault {
    fn from(fault: DeskFault) -> Self {
        Self::Desk(fault)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
