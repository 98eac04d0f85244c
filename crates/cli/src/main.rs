//! `zc`: the same desk without a window (design §9). Every verb calls `desk`, never around it.

mod assets;
mod clock;
mod exit;
mod fault;
mod input;
mod options;
mod out;
mod station;
mod usage;
mod verb;

use std::process::ExitCode;

use clap::Parser as _;

use exit::Exit;
use fault::Fault;
use options::{Cli, Verb};
use out::Out;

fn main() -> ExitCode {
    desk::leave_no_core();
    if desk::machine::serve_decoder() {
        return ExitCode::SUCCESS;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::tell(&error).into(),
    };
    let out = Out {
        json: cli.common.json,
    };
    match run(cli, out) {
        Ok(exit) => exit.into(),
        Err(fault) => {
            out.say(&fault.say());
            fault.exit().into()
        }
    }
}

fn run(cli: Cli, out: Out) -> Result<Exit, Fault> {
    // A second provider in one process is the only way this fails, and then there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(go(cli, out))
}

async fn go(cli: Cli, out: Out) -> Result<Exit, Fault> {
    let common = &cli.common;
    match cli.verb {
        Verb::Enrol(enrol) => enrol.run(common, out).await,
        Verb::Station(station) => station.run(common, out).await,
        Verb::Member(member) => member.run(common, out).await,
        Verb::Scan(scan) => scan.run(out),
        Verb::Verify(verify) => verify.run(common, out).await,
        Verb::Envelope(envelope) => envelope.run(out),
        Verb::Due(due) => due.run(out),
        Verb::Check(check) => check.run(out),
        Verb::Find(find) => find.run(common, out).await,
        Verb::Intake(intake) => intake.run(common, out).await,
        Verb::Sync(sync) => sync.run(common, out).await,
        Verb::Queue(queue) => queue.run(common, out).await,
        Verb::Audit(audit) => audit.run(common, out).await,
        Verb::Case(case) => case.run(common, out).await,
        Verb::RequestOpening(asked) => asked.run(common, out).await,
        Verb::Guide(guide) => guide.run(common, out).await,
        Verb::Cases(cases) => cases.run(common, out).await,
        Verb::Enquiry(enquiry) => enquiry.run(common, out).await,
        Verb::Refdata(refdata) => refdata.run(common, out).await,
        Verb::Doctor(doctor) => doctor.run(common, out).await,
        Verb::Practice(practice) => practice.run(common, out).await,
    }
}
