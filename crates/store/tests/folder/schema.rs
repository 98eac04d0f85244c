use std::fmt::Write;
use std::path::Path;

use rusqlite::Connection;
use store::Dek;

use crate::made::{dek, folder};

/// The database as SQLCipher itself opens it.
pub fn raw(dir: &Path) -> Connection {
    raw_with(dir, &dek())
}

/// The same with another key.
pub fn raw_with(dir: &Path, dek: &Dek) -> Connection {
    let mut key = String::new();
    for byte in dek.bytes() {
        write!(key, "{byte:02x}").unwrap();
    }
    let connection = Connection::open(dir.join("zongchuang.db")).unwrap();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
        .unwrap();
    connection
}

#[test]
fn the_schema_is_the_one_committed() {
    let (dir, store) = folder();
    drop(store);
    let raw = raw(dir.path());
    let mut select = raw
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        .unwrap();
    let statements = select.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut dump = String::new();
    for statement in statements {
        writeln!(dump, "{};\n", statement.unwrap()).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/folder/schema.sql");
    if std::env::var_os("ZC_WRITE_SCHEMA").is_some() {
        std::fs::write(&path, &dump).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        dump,
        committed.replace('\r', ""),
        "a shipped schema changes only by a new migration; then write the dump with ZC_WRITE_SCHEMA=1"
    );
}

#[test]
fn every_table_is_strict_and_in_the_data_dictionary() {
    let (dir, store) = folder();
    drop(store);
    let raw = raw(dir.path());
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/data.md");
    let book = std::fs::read_to_string(book).unwrap();
    let mut select = raw
        .prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<(String, bool)> = select
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(tables.len() > 8);
    for (table, strict) in tables {
        assert!(strict, "{table} is not STRICT");
        let start = book
            .find(&format!("### `{table}`"))
            .unwrap_or_else(|| panic!("docs/data.md does not describe {table}"));
        let section = &book[start..];
        let section = &section[..section[4..]
            .find("\n## ")
            .or(section[4..].find("\n### "))
            .map_or(section.len(), |end| end + 4)];
        let mut columns = raw
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap();
        for column in columns
            .query_map([&table], |row| row.get::<_, String>(0))
            .unwrap()
        {
            let column = column.unwrap();
            assert!(
                section.contains(&format!("| `{column}` |")),
                "docs/data.md does not describe {table}.{column}"
            );
        }
    }
}

#[test]
fn a_commit_is_on_the_disk_when_it_returns() {
    let (dir, store) = folder();
    drop(store);
    let raw = raw(dir.path());
    let mode: String = raw
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}
