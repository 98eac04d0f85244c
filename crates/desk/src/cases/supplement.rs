use domain::act::{Line, LineSource};
use domain::case::Case;
use domain::decide::Command;

use super::{find, fold, pages, pending};
use crate::desk::Desk;
use crate::desk::edit::take_file;
use crate::desk::point::answered;
use crate::draft::points::answer as answer_points;
use crate::draft::show::fresh;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::CaseView;

impl Desk {
    /// Takes a file in for an open line of a case; it is chosen, not handed in yet.
    ///
    /// # Errors
    /// No such case or open line; empty, too large, or the store's.
    pub fn case_attach(
        &self,
        id: &str,
        code: &str,
        name: &str,
        media: &str,
        content: &[u8],
    ) -> Outcome<CaseView> {
        let (station, case) = self.known_case(id)?;
        let line = open_line(&case, code)?;
        let source = take_file(&station, case.id, name, media, content, self.now())?;
        pending::choose(&station, &case, anew(&station, &case, line, source))?;
        pages::end(&station, case.id, &[code.to_owned()])?;
        self.case(id)
    }

    /// The paper of an open line was seen and given back (原件核验), or was not after all; chosen, not handed in yet.
    ///
    /// # Errors
    /// No such case or open line; the store's.
    pub fn case_paper_line(&self, id: &str, code: &str, seen: bool) -> Outcome<CaseView> {
        let (station, case) = self.known_case(id)?;
        let line = open_line(&case, code)?;
        match seen {
            true => {
                let line = anew(&station, &case, line, LineSource::Paper);
                pending::choose(&station, &case, line)?;
            }
            false => pending::unchoose(&station, &case, code)?,
        }
        pages::end(&station, case.id, &[code.to_owned()])?;
        self.case(id)
    }

    /// Answers a review point of what is chosen for a line, by its text or with none all that are open: `holds`, `fails`,
    /// `open`. Where nothing is chosen, of what was received and is not answered yet: that is handed in anew with its
    /// answers.
    ///
    /// # Errors
    /// No such case, line or answer; the store's.
    pub fn case_answer_point(
        &self,
        id: &str,
        code: &str,
        text: Option<&str>,
        answer: &str,
    ) -> Outcome<CaseView> {
        let holds = answered(answer)?;
        let (station, case) = self.known_case(id)?;
        let chosen = pending::pending(&station, &case)?;
        let mut line = match chosen.into_iter().find(|line| line.code == code) {
            Some(line) => line,
            None => open_line(&case, code)?,
        };
        if let Some(points) = line.points.as_mut().filter(|_| line.source.is_looked_at()) {
            answer_points(points, text, holds);
            pending::choose(&station, &case, line)?;
        }
        self.case(id)
    }

    /// 补交: hands in what was chosen for these lines, as one act; a line without a file was seen on paper.
    ///
    /// # Errors
    /// The refusal with its ground, or the store's; what was chosen stays chosen.
    pub fn case_supplement(&self, id: &str, codes: &[String]) -> Outcome<CaseView> {
        let (station, case) = self.known_case(id)?;
        let chosen = pending::pending(&station, &case)?;
        let (mut materials, rest): (Vec<Line>, Vec<Line>) = chosen
            .into_iter()
            .partition(|line| codes.contains(&line.code));
        for code in codes {
            if !materials.iter().any(|line| &line.code == code) {
                let line = open_line(&case, code)?;
                materials.push(anew(&station, &case, line, LineSource::Paper));
            }
        }
        self.act_on_case(id, &Command::Supplement { materials })?;
        pending::keep(&station, case.id, &rest)?;
        pages::end(&station, case.id, codes)?;
        self.case(id)
    }

    pub(super) fn known_case(&self, id: &str) -> Outcome<(Station, Case)> {
        let station = self.station()?;
        let (case, _) = fold(&station, find(&station, id)?)?;
        Ok((station, case))
    }
}

/// The line with what is handed in for it, its review points unanswered.
pub(super) fn anew(station: &Station, case: &Case, line: Line, source: LineSource) -> Line {
    let reference = station.reference();
    let item = reference.item(&case.item, case.item_version);
    Line {
        points: fresh(item, &line.code),
        source,
        ..line
    }
}

/// Whether something can be handed in for a line.
pub(super) fn is_open(case: &Case, line: &Line) -> bool {
    case.wants(line)
}

pub(super) fn open_line(case: &Case, code: &str) -> Outcome<Line> {
    case.materials
        .iter()
        .find(|line| line.code == code && is_open(case, line))
        .cloned()
        .ok_or_else(|| {
            DeskFault::new(
                "material_closed",
                "这份材料不在待补交之列，没有收下。请刷新办件后再看。",
            )
        })
}
