//! One way through a bundle: every part checked, in the order the format demands.

use std::collections::BTreeSet;
use std::io::{self, Read};

use ::seal::bundle::{Fault, Header as Head, Key, Opening, Part};
use ::seal::cbor;
use domain::act::Header;
use uuid::Uuid;
use wire::{BundleAbout, BundleAct, BundleDraft, BundleFile, BundlePart};

use super::check::Check;
use super::{MOST_CONTENT, unread};
use crate::fault::Outcome;

/// Most files of drafts; whatever a bundle says, memory is bounded.
const MOST_UNCLAIMED: usize = 10_000;
/// Longest draft.
const MOST_DRAFT: u64 = 8 << 20;

/// What is done with the parts. The first way through does nothing.
pub(super) trait Sink {
    fn file(&mut self, _: &BundleFile, _: &Part, body: &mut dyn Read) -> Outcome<()> {
        io::copy(body, &mut io::sink()).map(drop).map_err(from_body)
    }
    fn act(&mut self, _: Header, _: BundleAct) -> Outcome<()> {
        Ok(())
    }
    fn draft(&mut self, _: &BundleDraft, _: Vec<u8>) -> Outcome<()> {
        Ok(())
    }
}

/// Keeps nothing.
pub(super) struct Nothing;

impl Sink for Nothing {}

/// What a bundle held.
pub(super) struct Walked {
    pub(super) head: Head,
    pub(super) about: BundleAbout,
}

/// Reads all of it. Only when this has returned may what the sink got be believed.
pub(super) fn walk(
    source: impl Read,
    key: Key<'_>,
    check: &Check<'_>,
    sink: &mut dyn Sink,
) -> Outcome<Walked> {
    let mut opening = Opening::new(source, check.realm, key, MOST_CONTENT).map_err(unread)?;
    let find = |kid: &[u8]| check.peers.terminal(kid);
    let mut about: Option<BundleAbout> = None;
    let mut seen = Seen::default();
    while let Some(part) = opening.next_part(find).map_err(unread)? {
        let label: BundlePart =
            cbor::decode_strict(&part.label).map_err(|_| unread(Fault::Malformed("a label")))?;
        match (label, &about) {
            (BundlePart::About(first), None) => about = Some(first),
            (BundlePart::About(_), Some(_)) | (_, None) => {
                return Err(unread(Fault::Malformed("the order")));
            }
            (BundlePart::File(file), _) => {
                seen.file(&file).map_err(unread)?;
                if let Some(claim) = &file.claim {
                    let checked = check.claim(&file, claim, part.length, part.hash);
                    checked.map_err(unread)?;
                }
                sink.file(&file, &part, &mut Body(&mut opening))?;
            }
            (BundlePart::Act(act), _) => {
                seen.acts += 1;
                let header = check.act(&act).map_err(unread)?;
                sink.act(header, act)?;
            }
            (BundlePart::Draft(draft), _) => {
                seen.draft(&draft);
                let body = whole(&mut opening, &part)?;
                sink.draft(&draft, body)?;
            }
        }
    }
    let about = about.filter(|about| seen.fits(about));
    let about = about.ok_or_else(|| unread(Fault::Malformed("the counts")))?;
    Ok(Walked {
        head: opening.header().clone(),
        about,
    })
}

/// What the counts at the beginning are compared with.
#[derive(Default)]
struct Seen {
    acts: u64,
    files: u64,
    drafts: u64,
    /// Cases of files that nobody claims: they must be drafts of this bundle.
    unclaimed: BTreeSet<Uuid>,
}

impl Seen {
    fn file(&mut self, file: &BundleFile) -> Result<(), Fault> {
        self.files += 1;
        if file.claim.is_none() {
            self.unclaimed.insert(file.case);
        }
        if self.unclaimed.len() > MOST_UNCLAIMED {
            return Err(Fault::TooLarge);
        }
        Ok(())
    }

    fn draft(&mut self, draft: &BundleDraft) {
        self.drafts += 1;
        self.unclaimed.remove(&draft.id);
    }

    fn fits(&self, about: &BundleAbout) -> bool {
        (about.acts, about.files, about.drafts) == (self.acts, self.files, self.drafts)
            && self.unclaimed.is_empty()
    }
}

fn whole<R: Read>(opening: &mut Opening<R>, part: &Part) -> Outcome<Vec<u8>> {
    if part.length > MOST_DRAFT {
        return Err(unread(Fault::TooLarge));
    }
    let mut body = Vec::new();
    Body(opening).read_to_end(&mut body).map_err(from_body)?;
    Ok(body)
}

/// The body of a part as a reader; its fault travels inside the error.
struct Body<'a, R: Read>(&'a mut Opening<R>);

impl<R: Read> Read for Body<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read_body(buffer).map_err(|fault| match fault {
            Fault::Io(error) => error,
            other => io::Error::other(other),
        })
    }
}

/// The fault that [`Body`] put inside.
pub(super) fn from_body(error: io::Error) -> crate::fault::DeskFault {
    match error.downcast::<Fault>() {
        Ok(fault) => unread(fault),
        Err(error) => super::disk(&error),
    }
}
