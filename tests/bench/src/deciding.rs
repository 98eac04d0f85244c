//! Deciding and saving as a clerk waits for it, beside the bare save of the same act; and a batch beside as many single
//! ones.

use std::time::Instant;

use anyhow::{Result, ensure};
use desk::intake::{Answer, IntakeLine};
use desk::{Desk, Words};
use domain::identity::resident_id;
use serde_json::json;
use store::{Append, OriginHead, Store};

use crate::acts::Template;
use crate::middle::{median, p95};
use crate::place::{Keys, Place};
use crate::report::{Figure, Reach};
use crate::{medium, saves};

/// Rows of a batch.
const BATCH: usize = 50;
/// The first citizen of the batches; before them come those of the single cases.
const AFTER: usize = 500_000;

/// Milliseconds a case.
#[derive(Default)]
struct Taken {
    /// From the button to the screen that says saved.
    decided: Vec<f64>,
    /// One transaction of bare prepared statements with the same act.
    bare: Vec<f64>,
    /// A batch, all of it.
    batches: Vec<f64>,
}

/// `count` cases received one by one, in turn with bare saves of such an act, and a batch after each fifty.
pub async fn measure(
    place: &Place,
    template: &Template,
    keys: &Keys,
    count: usize,
) -> Result<Vec<Figure>> {
    let disk = medium::disk()?;
    let ours = Store::create(&disk.path().join("ours"), &saves::dek())?;
    drop(Store::create(&disk.path().join("bare"), &saves::dek())?);
    let mut bare = saves::open(&disk.path().join("bare").join("zongchuang.db"))?;
    let mut head = ours.origin_head()?;
    let mut taken = Taken::default();
    for number in 0..count {
        fill(&place.desk, number).await?;
        let begun = Instant::now();
        let shown = place.desk.decide("receive", &Words::default()).await?;
        taken.decided.push(millis(begun));
        ensure!(shown.saved.is_some(), "nothing was saved");
        let mut append = template.case(keys, head, number)?;
        append.acts.truncate(1);
        head = OriginHead {
            next_seq: head.next_seq + 1,
            prev: Some(append.acts[0].hash),
            ..head
        };
        let one: [Append; 1] = [append];
        let begun = Instant::now();
        saves::insert(&mut bare, &one)?;
        taken.bare.push(millis(begun));
        if (number + 1) % BATCH == 0 {
            taken.batches.push(batch(&place.desk, number).await?);
        }
    }
    Ok(taken.figures())
}

/// The draft of one citizen, whole.
async fn fill(desk: &Desk, number: usize) -> Result<()> {
    desk.next()?;
    desk.choose_item("0225").await?;
    desk.set_person("办事人", "resident_id", &citizen(number), "13800000000")
        .await?;
    for code in ["identity", "property", "plan"] {
        desk.material(code, "paper")?;
    }
    desk.set_field("address", &format!("练习市示范区测试路{number}号"))?;
    desk.set_field("people", "3")?;
    Ok(())
}

/// Seconds fifty rows take, one line each, the store's durability at each.
async fn batch(desk: &Desk, number: usize) -> Result<f64> {
    let lines: Vec<IntakeLine> = (0..BATCH)
        .map(|row| {
            let line = json!({
                "ref": format!("batch-{number}-{row}"), "item": "0225",
                "applicant": {"kind": "self", "name": "办事人", "id": citizen(AFTER + number + row)},
                "form": {"address": format!("练习市示范区测试路{row}号"), "phone": "13800000000", "people": "3"},
                "materials": [
                    {"code": "identity", "paper": true},
                    {"code": "property", "paper": true},
                    {"code": "plan", "paper": true},
                ],
                "do": "receive",
            });
            Ok(IntakeLine::parse(&line.to_string())?)
        })
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    for line in &lines {
        let answer = desk.intake(line, false).await;
        ensure!(
            matches!(answer, Answer::Done(_)),
            "a row was refused: {answer:?}"
        );
    }
    Ok(millis(begun))
}

/// The number of the n-th invented citizen, each another: one and the same would be asked about.
fn citizen(n: usize) -> String {
    let (day, serial) = (n / 1_000, n % 1_000);
    let (year, day) = (1950 + day / 28, day % 28 + 1);
    let bare = format!("430400{year}01{day:02}{serial:03}");
    let check = resident_id::check_digit(&bare).unwrap_or('0');
    format!("{bare}{check}")
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

impl Taken {
    fn figures(&self) -> Vec<Figure> {
        let (mine, base) = (p95(&self.decided), p95(&self.bare));
        let mut figures = vec![Figure::ratio(
            "Decide and save, from the button to the screen, p95",
            format!("{mine:.1} ms"),
            format!("{base:.1} ms by bare prepared statements"),
            mine / base,
            Reach::AtMost(2.0),
        )];
        if !self.batches.is_empty() {
            let (mine, base) = (median(&self.batches), median(&self.decided) * BATCH as f64);
            figures.push(Figure::ratio(
                &format!("A batch of {BATCH} rows"),
                format!("{mine:.0} ms"),
                format!("{base:.0} ms by {BATCH} single saves"),
                mine / base,
                Reach::AtMost(1.0),
            ));
        }
        figures
    }
}
