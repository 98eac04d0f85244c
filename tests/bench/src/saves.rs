//! Durable saves a second by one writer, beside the same rows by bare prepared statements.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, anyhow};
use rusqlite::{Connection, TransactionBehavior, params};
use store::{Append, CaseRow, Dek, OriginHead, Store};

use crate::acts::Template;
use crate::medium;
use crate::middle::median;
use crate::place::Keys;
use crate::report::{Figure, Reach};

/// As the store sets its own connections.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;";

const ACT: &str = "INSERT INTO act (act_id, case_id, kind, captured_ms, turn, seq, prev, hash, bytes, salt, payload,
    actor) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const QUEUE: &str = "INSERT INTO queue (act_id, state) VALUES (?1, 'ready')";
const ORIGIN: &str = "UPDATE origin SET next_seq = ?1, prev = ?2, journal_no = NULL";
const CASE: &str =
    "INSERT INTO casefile (case_id, number, provisional, item_code, item_name,
    applicant_name, applicant_id_tail, state, due, opened_ms, updated_ms, body)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
    ON CONFLICT (case_id) DO UPDATE SET number = excluded.number, state = excluded.state, due = excluded.due,
        updated_ms = excluded.updated_ms, body = excluded.body";

const PART: &str =
    "INSERT OR IGNORE INTO casefile_part (part, opened_ms, case_id) VALUES (?1, ?2, ?3)";

/// The same parts of a summary that the store keeps, where they are new: with the case's first act.
fn parts(case: &CaseRow) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for (text, sizes) in [
        (&case.applicant_name, 1..=3),
        (&case.applicant_id_tail, 2..=4),
    ] {
        let characters: Vec<char> = text.chars().collect();
        for size in sizes {
            parts.extend(
                characters
                    .windows(size)
                    .map(|part| part.iter().collect::<String>()),
            );
        }
    }
    let ends = (3..=8).filter_map(|size| case.provisional.len().checked_sub(size));
    parts.extend(ends.map(|from| case.provisional[from..].to_owned()));
    parts
}

/// The key of both databases.
pub fn dek() -> Dek {
    Dek::new([7; 32])
}

/// Both media, `saves` acts a round.
pub fn measure(
    template: &Template,
    keys: &Keys,
    rounds: usize,
    saves: usize,
) -> Result<Vec<Figure>> {
    let disk = medium::disk()?;
    let mut figures = vec![on(
        template,
        keys,
        disk.path(),
        "on disk",
        0.7,
        rounds,
        saves,
    )?];
    if let Some(memory) = medium::memory()? {
        let saves = saves * 5;
        figures.push(on(
            template,
            keys,
            memory.path(),
            "on tmpfs",
            0.4,
            rounds,
            saves,
        )?);
    }
    Ok(figures)
}

fn on(
    template: &Template,
    keys: &Keys,
    folder: &Path,
    place: &str,
    reach: f64,
    rounds: usize,
    saves: usize,
) -> Result<Figure> {
    let ours = Store::create(&folder.join("ours"), &dek())?;
    drop(Store::create(&folder.join("bare"), &dek())?);
    let mut bare = open(&folder.join("bare").join("zongchuang.db"))?;
    let appends = appends(&ours, template, keys, rounds * saves)?;
    let (mut our_rates, mut bare_rates) = (Vec::new(), Vec::new());
    for (round, part) in appends.chunks(saves).enumerate() {
        let mut run = |mine: bool| -> Result<()> {
            let begun = Instant::now();
            if mine {
                save(&ours, part)?;
                our_rates.push(part.len() as f64 / begun.elapsed().as_secs_f64());
            } else {
                insert(&mut bare, part)?;
                bare_rates.push(part.len() as f64 / begun.elapsed().as_secs_f64());
            }
            Ok(())
        };
        run(round % 2 == 0)?;
        run(round % 2 != 0)?;
    }
    let (mine, base) = (median(&our_rates), median(&bare_rates));
    Ok(Figure::ratio(
        &format!("Durable saves/s, one writer, {place}"),
        format!("{mine:.0}/s"),
        format!("{base:.0}/s by bare prepared statements"),
        mine / base,
        Reach::AtLeast(reach),
    ))
}

/// One append an act, one behind the other.
fn appends(store: &Store, template: &Template, keys: &Keys, count: usize) -> Result<Vec<Append>> {
    let mut head = store.origin_head()?;
    let mut appends = Vec::with_capacity(count + 3);
    for number in 0.. {
        if appends.len() >= count {
            break;
        }
        let whole = template.case(keys, head, number)?;
        for act in whole.acts {
            head = OriginHead {
                next_seq: act.seq + 1,
                prev: Some(act.hash),
                ..head
            };
            appends.push(Append {
                acts: vec![act],
                case: whole.case.clone(),
                ..Append::default()
            });
        }
    }
    appends.truncate(count);
    Ok(appends)
}

/// The round's end brings the journal up, as the driver does every few seconds.
fn save(store: &Store, appends: &[Append]) -> Result<()> {
    for append in appends {
        store
            .append(|_| anyhow::Ok((append.clone(), ())))
            .map_err(|error| anyhow!("{error:?}"))?;
    }
    Ok(store.journal_sync()?)
}

/// A connection to an encrypted database, with nothing around it.
pub fn open(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    let hex: String = [7_u8; 32]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))?;
    connection.execute_batch(SETTINGS)?;
    Ok(connection)
}

pub fn insert(db: &mut Connection, appends: &[Append]) -> Result<()> {
    for append in appends {
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for act in &append.acts {
            let id = act.act_id.into_bytes();
            let seq = i64::try_from(act.seq)?;
            transaction.prepare_cached(ACT)?.execute(params![
                id,
                act.case.map(uuid::Uuid::into_bytes),
                act.kind,
                act.captured_ms,
                seq,
                act.prev,
                act.hash,
                act.bytes,
                act.salt,
                act.payload,
                act.actor
            ])?;
            transaction.prepare_cached(QUEUE)?.execute([id])?;
            transaction
                .prepare_cached(ORIGIN)?
                .execute(params![seq + 1, act.hash])?;
        }
        if let Some(case) = &append.case {
            transaction.prepare_cached(CASE)?.execute(params![
                case.case_id.into_bytes(),
                case.number,
                case.provisional,
                case.item_code,
                case.item_name,
                case.applicant_name,
                case.applicant_id_tail,
                case.state,
                case.due,
                case.opened_ms,
                case.updated_ms,
                case.body
            ])?;
        }
        if let Some(case) = append
            .case
            .as_ref()
            .filter(|_| append.acts[0].kind == "received")
        {
            for part in parts(case) {
                transaction.prepare_cached(PART)?.execute(params![
                    part,
                    case.opened_ms,
                    case.case_id.into_bytes()
                ])?;
            }
        }
        transaction.commit()?;
    }
    Ok(())
}
