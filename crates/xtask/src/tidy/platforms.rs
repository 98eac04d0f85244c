//! The lock-file of the screens names the optional packages of every platform, also
//! those the machine that wrote it could not see: `npm ci` refuses it otherwise.

use serde_json::{Map, Value};

use super::Violation;
use super::sources::{Source, Sources};

const RULE: &str = "lock-file for every platform";
const REMEDY: &str = "add the entry with version, os, cpu and \"optional\": true, or write the lock-file on a machine that sees the package";

pub fn check(sources: &Sources) -> Vec<Violation> {
    sources
        .iter()
        .filter(|source| source.path.ends_with("package-lock.json"))
        .flat_map(left_out)
        .collect()
}

fn left_out(lock: &Source) -> Vec<Violation> {
    let parsed: Value = match serde_json::from_str(&lock.text) {
        Ok(parsed) => parsed,
        Err(error) => return vec![violation(lock, format!("is not JSON: {error}"))],
    };
    let Some(packages) = parsed["packages"].as_object() else {
        return vec![violation(lock, "has no \"packages\"".to_owned())];
    };
    packages
        .iter()
        .filter_map(|(path, package)| {
            let unseen: Vec<&str> = optional(package)
                .filter(|name| !stands_in(packages, path, name))
                .map(String::as_str)
                .collect();
            let found = format!("{path} may use {}, without entries", unseen.join(", "));
            (!unseen.is_empty()).then(|| violation(lock, found))
        })
        .collect()
}

fn optional(package: &Value) -> impl Iterator<Item = &String> {
    package["optionalDependencies"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
}

/// Whether the package is nested below its user or stands at the top.
fn stands_in(packages: &Map<String, Value>, user: &str, name: &str) -> bool {
    packages.contains_key(&format!("{user}/node_modules/{name}"))
        || packages.contains_key(&format!("node_modules/{name}"))
}

fn violation(lock: &Source, found: String) -> Violation {
    Violation {
        rule: RULE,
        place: lock.path.clone(),
        found,
        remedy: REMEDY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str =
        r#""node_modules/bundler": {"optionalDependencies": {"bundler-mac": "1.0.0"}}"#;

    fn lock(packages: &str) -> Vec<Violation> {
        let text = format!("{{\"packages\": {{{packages}}}}}");
        check(&Sources::planted(&[("ui/package-lock.json", &text)]))
    }

    #[test]
    fn an_optional_package_without_an_entry_is_found() {
        let found = lock(USER);
        assert_eq!(found.len(), 1);
        assert!(found[0].found.contains("bundler-mac"));
    }

    #[test]
    fn an_entry_at_the_top_or_nested_is_enough() {
        assert_eq!(
            lock(&format!("{USER}, \"node_modules/bundler-mac\": {{}}")),
            []
        );
        let nested = "\"node_modules/bundler/node_modules/bundler-mac\": {}";
        assert_eq!(lock(&format!("{USER}, {nested}")), []);
    }

    #[test]
    fn a_lock_file_that_cannot_be_read_is_found() {
        assert_eq!(
            check(&Sources::planted(&[("ui/package-lock.json", "{")])).len(),
            1
        );
    }
}
