/// Lets the system write no core file of this process, nor of those it starts: memory holds citizens' data and keys
/// (law 5). Called before anything else by every program of ours.
pub fn leave_no_core() {
    #[cfg(unix)]
    {
        let none = rustix::process::Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        // Lowering a limit is always allowed; where a system knows no such limit, it writes no such file.
        let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
    }
}
