//! No package registry is named: whoever builds uses the one they trust, and the
//! lock-files hold checksums.

use super::Violation;
use super::sources::{Source, Sources};

/// The address cargo writes for its default registry wherever it really fetches from.
const DEFAULT: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn check(sources: &Sources) -> Vec<Violation> {
    sources.iter().flat_map(addresses).collect()
}

fn addresses(source: &Source) -> Vec<Violation> {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let names_a_registry: fn(&str) -> bool = match name {
        "Cargo.lock" => |line| line.starts_with("source = ") && !line.contains(DEFAULT),
        "package-lock.json" => |line| line.trim_start().starts_with("\"resolved\": \"http"),
        ".npmrc" => |line| line.contains("://"),
        "config.toml" => |line| {
            let line = line.trim_start();
            line.starts_with("[source") || line.starts_with("[registr") || line.starts_with("index")
        },
        _ => |_| false,
    };
    let lines = source.text.lines().enumerate();
    lines
        .filter(|(_, line)| names_a_registry(line))
        .map(|(index, _)| Violation {
            rule: "no registry hosts",
            place: format!("{}:{}", source.path, index + 1),
            found: "names where a package was fetched from".to_owned(),
            remedy: "take it out; npm leaves it out with omit-lockfile-registry-resolved=true",
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_in_a_lock_file_or_a_configuration_is_found() {
        let npm = "{\n  \"resolved\": \"https://mirror.invalid/vue.tgz\",\n}\n";
        let cargo = "source = \"registry+https://mirror.invalid/index\"\n";
        let found = check(&Sources::planted(&[
            ("ui/package-lock.json", npm),
            ("Cargo.lock", cargo),
            ("ui/.npmrc", "registry=https://mirror.invalid\n"),
            (".cargo/config.toml", "[source.mirror]\n"),
        ]));
        assert_eq!(found.len(), 4);
        assert_eq!(found[0].place, "ui/package-lock.json:2");
    }

    #[test]
    fn the_default_registry_and_local_links_are_free() {
        let cargo = format!("source = \"{DEFAULT}\"\n");
        let sources = Sources::planted(&[
            ("Cargo.lock", cargo.as_str()),
            ("ui/.npmrc", "omit-lockfile-registry-resolved=true\n"),
            ("ui/package-lock.json", "\"resolved\": \"parts/local\",\n"),
            (".cargo/config.toml", "[alias]\nxtask = \"run\"\n"),
        ]);
        assert_eq!(check(&sources), []);
    }
}
