//! Licences' data as platforms write them: whatever is read is bounded, and written again as plain JSON it reads as the
//! same. Whoever takes this file in names the reader as `subject`.

use super::subject::{Loose, read};

/// One text.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(value) = read(text) else {
        return;
    };
    let mut values = 0;
    assert!(depth(&value, &mut values) <= 16, "deeper than is read");
    assert!(values <= 4096, "more values than are read");
    let plain = plain(&value);
    // Escapes may make a text longer than is read.
    if plain.len() <= 1 << 20 {
        assert_eq!(read(&plain).as_ref(), Ok(&value), "{plain}");
    }
}

/// How deep it goes below its first value.
fn depth(value: &Loose, values: &mut u32) -> u32 {
    *values += 1;
    let mut inside = |one| depth(one, values) + 1;
    match value {
        Loose::List(all) => all.iter().map(&mut inside).max().unwrap_or(0),
        Loose::Map(all) => all.iter().map(|(_, one)| inside(one)).max().unwrap_or(0),
        _ => 0,
    }
}

fn plain(value: &Loose) -> String {
    let joined = |all: Vec<String>| all.join(",");
    match value {
        Loose::Null => "null".to_owned(),
        Loose::Bool(yes) => yes.to_string(),
        Loose::Number(text) => text.clone(),
        Loose::Text(text) => quoted(text),
        Loose::List(all) => format!("[{}]", joined(all.iter().map(plain).collect())),
        Loose::Map(all) => {
            let field = |(name, one): &(String, Loose)| format!("{}:{}", quoted(name), plain(one));
            format!("{{{}}}", joined(all.iter().map(field).collect()))
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
