//! Pages of a material that is handed in later (补交), photographed at the window: chosen with their line, and kept over
//! a crash like it.

use std::collections::BTreeMap;

use domain::act::Line;
use domain::case::Case;
use uuid::Uuid;

use super::pending;
use super::supplement::{anew, open_line};
use crate::desk::Desk;
use crate::desk::capture::{Bench, found, moved, page_corners};
use crate::draft::page::{Page, bound};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::{CaseView, PageStep};

/// The pages of each open line, by its code.
type Pages = BTreeMap<String, Vec<Page>>;

fn key(case: Uuid) -> String {
    format!("case.pages.{case}")
}

impl Desk {
    /// One thing done to the pages of an open line of a case; they are chosen, not handed in yet.
    ///
    /// # Errors
    /// No such case, open line or page; no frame comes; the store's.
    pub fn case_page(&self, id: &str, code: &str, step: &PageStep) -> Outcome<CaseView> {
        let (station, case) = self.known_case(id)?;
        let line = open_line(&case, code)?;
        let work = Work {
            bench: Bench {
                station: &station,
                owner: case.id,
                now: self.now(),
            },
            case: &case,
            line,
        };
        match step {
            PageStep::Take => {
                let page = work.bench.page(&self.taken_now()?)?;
                work.change(|pages| pages.push(page))?;
            }
            PageStep::TakeFile => self.take_from_folder(|taken| {
                let page = work.bench.page(taken)?;
                work.change(|pages| pages.push(page))
            })?,
            PageStep::Cut {
                page,
                corners,
                quarters,
            } => {
                let pages = work.pages()?;
                let (at, old) = found(&pages, page)?;
                let fresh = work.bench.recut(old, page_corners(corners)?, *quarters)?;
                work.change(|pages| pages[at] = fresh)?;
            }
            PageStep::Move { page, by } => {
                let (at, _) = found(&work.pages()?, page)?;
                work.change(|pages| moved(pages, at, *by))?;
            }
            PageStep::Remove { page } => {
                let pages = work.pages()?;
                let (at, gone) = found(&pages, page)?;
                work.change(|pages| drop(pages.remove(at)))?;
                self.page_gone(&station, ("case", case.id), code, gone)?;
            }
        }
        self.case(id)
    }

    /// A page's picture as a JPEG, its longer side at most `longest` pixels; `original`: before it was cut.
    ///
    /// # Errors
    /// No such case or page, the store's.
    pub fn case_page_picture(
        &self,
        id: &str,
        code: &str,
        page: &str,
        original: bool,
        longest: u32,
    ) -> Outcome<Vec<u8>> {
        let (station, case) = self.known_case(id)?;
        let all = pages(&station, case.id)?;
        let (_, page) = found(all.get(code).map_or(&[], Vec::as_slice), page)?;
        let bench = Bench {
            station: &station,
            owner: case.id,
            now: self.now(),
        };
        bench.shown(page, original, longest)
    }
}

/// The pages of one open line, at work.
struct Work<'a> {
    bench: Bench<'a>,
    case: &'a Case,
    line: Line,
}

impl Work<'_> {
    fn pages(&self) -> Outcome<Vec<Page>> {
        let mut all = pages(self.bench.station, self.case.id)?;
        Ok(all.remove(&self.line.code).unwrap_or_default())
    }

    /// Nothing is let go before what no longer needs it is kept.
    fn change(&self, change: impl FnOnce(&mut Vec<Page>)) -> Outcome<()> {
        let (station, id) = (self.bench.station, self.case.id);
        let mut all = pages(station, id)?;
        let held = all.entry(self.line.code.clone()).or_default();
        let before = held.clone();
        change(held);
        let after = held.clone();
        all.retain(|_, pages| !pages.is_empty());
        keep(station, id, &all)?;
        match bound(&after) {
            Some(source) => {
                let line = anew(station, self.case, self.line.clone(), source);
                pending::choose(station, self.case, line)?;
            }
            None => pending::unchoose(station, self.case, &self.line.code)?,
        }
        let_go(&self.bench, &before, &all)
    }
}

/// Lets go of what stood under these pages and under none that is left.
fn let_go<'a>(
    bench: &Bench<'_>,
    before: impl IntoIterator<Item = &'a Page>,
    left: &Pages,
) -> Outcome<()> {
    let needed: Vec<_> = left.values().flatten().flat_map(contents).collect();
    let gone = before.into_iter().flat_map(contents);
    gone.filter(|hash| !needed.contains(hash))
        .try_for_each(|hash| bench.forget(&hash))
}

fn contents(page: &Page) -> [domain::act::Hash; 2] {
    [page.original.hash, page.shown.hash]
}

/// What was photographed for this case and not handed in.
pub(super) fn pages(station: &Station, case: Uuid) -> Outcome<Pages> {
    let kept = station.store().meta_get(&key(case))?;
    Ok(kept
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default())
}

/// The lines were handed in, or chosen otherwise: what was photographed for them is worked on no more. What no act
/// names is let go.
pub(super) fn end(station: &Station, case: Uuid, codes: &[String]) -> Outcome<()> {
    let (ended, rest): (Pages, Pages) = pages(station, case)?
        .into_iter()
        .partition(|(code, _)| codes.contains(code));
    if ended.is_empty() {
        return Ok(());
    }
    keep(station, case, &rest)?;
    let bench = Bench {
        station,
        owner: case,
        now: 0,
    };
    let_go(&bench, ended.values().flatten(), &rest)
}

fn keep(station: &Station, case: Uuid, pages: &Pages) -> Outcome<()> {
    let store = station.store();
    if pages.is_empty() {
        return Ok(store.meta_forget(&key(case))?);
    }
    let json = serde_json::to_vec(pages)
        .map_err(|_| DeskFault::new("failed", "拍好的页没有存下来。请重新拍摄。"))?;
    Ok(store.meta_put(&key(case), &json)?)
}
