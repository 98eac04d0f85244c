//! Which package of ours may use which (ARCHITECTURE.md: downhill only), and that
//! Tauri is known to one manifest alone.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Violation;

/// A package may use only those on its right. Tests (`dev-dependencies`) are exempt;
/// `acceptance` and `measure` are nothing but tests and benchmarks.
const ARROWS: &[(&str, &[&str])] = &[
    ("zongchuang", &["desk", "devices"]),
    ("cli", &["desk", "backend", "crash"]),
    (
        "desk",
        &[
            "store", "sync", "optic", "proof", "notice", "devices", "domain", "seal", "wire",
            "crash",
        ],
    ),
    ("backend", &["wire", "domain", "proof", "seal", "crash"]),
    ("store", &["domain", "seal", "crash"]),
    ("notice", &["domain", "seal"]),
    ("sync", &["wire", "domain", "seal", "crash"]),
    ("proof", &["seal"]),
    ("seal", &[]),
    ("wire", &[]),
    ("domain", &[]),
    ("optic", &[]),
    ("devices", &[]),
    ("crash", &[]),
    ("xtask", &[]),
];
const TESTS: &[&str] = &["acceptance", "measure"];
/// The only package that knows Tauri exists.
const SHELL: &str = "zongchuang";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Member>,
}

/// A package of this workspace as `cargo metadata` describes it.
#[derive(Deserialize)]
pub struct Member {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for a normal one, else `dev` or `build`.
    kind: Option<String>,
    /// Where a dependency inside the repository lies.
    path: Option<String>,
}

/// The packages in what `cargo metadata --no-deps` printed.
pub fn members(metadata: &str) -> Result<Vec<Member>> {
    let metadata: Metadata =
        serde_json::from_str(metadata).context("cargo metadata answered something else")?;
    Ok(metadata.packages)
}

pub fn check(members: &[Member]) -> Vec<Violation> {
    members
        .iter()
        .flat_map(|member| uphill(member).into_iter().chain(tauri(member)))
        .collect()
}

fn uphill(member: &Member) -> Vec<Violation> {
    if TESTS.contains(&member.name.as_str()) {
        return Vec::new();
    }
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == member.name) else {
        return vec![Violation {
            rule: "arrows",
            place: format!("package {}", member.name),
            found: "is not in the table of arrows".to_owned(),
            remedy: "give it a line in crates/xtask/src/tidy/arrows.rs and in ARCHITECTURE.md",
        }];
    };
    let ours = |d: &&Dependency| d.path.is_some() && d.kind.as_deref() != Some("dev");
    member
        .dependencies
        .iter()
        .filter(ours)
        .filter(|dependency| !allowed.contains(&dependency.name.as_str()))
        .map(|dependency| Violation {
            rule: "arrows",
            place: format!("package {}", member.name),
            found: format!("uses {}, which it may not", dependency.name),
            remedy: "move the code downhill, or let `desk` carry the data between the two",
        })
        .collect()
}

fn tauri(member: &Member) -> Vec<Violation> {
    if member.name == SHELL {
        return Vec::new();
    }
    member
        .dependencies
        .iter()
        .filter(|d| d.name == "tauri" || d.name.starts_with("tauri-") || d.name == "wry")
        .map(|dependency| Violation {
            rule: "tauri in one manifest",
            place: format!("package {}", member.name),
            found: format!("depends on {}", dependency.name),
            remedy: "keep the window in src-tauri/; hand plain values to it",
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `user` depends on `used`; a kind of `dev` or `build`, or normal when empty.
    fn depends(user: &str, used: &str, kind: &str) -> Vec<Violation> {
        let kind = if kind.is_empty() {
            "null".to_owned()
        } else {
            format!("\"{kind}\"")
        };
        let json = format!(
            r#"{{"packages":[{{"name":"{user}","dependencies":[{{"name":"{used}","kind":{kind},"path":"/r/crates/{used}"}}]}}]}}"#
        );
        check(&members(&json).expect("well-formed"))
    }

    #[test]
    fn an_arrow_uphill_is_found_and_named() {
        let found = depends("store", "sync", "");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "package store");
        assert!(found[0].found.contains("sync"));
        assert_eq!(depends("domain", "wire", "").len(), 1);
        assert_eq!(depends("optic", "seal", "build").len(), 1);
    }

    #[test]
    fn an_arrow_downhill_and_any_arrow_of_tests_are_free() {
        assert!(depends("desk", "store", "").is_empty());
        assert!(depends("desk", "backend", "dev").is_empty());
        assert!(depends("acceptance", "backend", "").is_empty());
    }

    #[test]
    fn a_package_without_a_line_in_the_table_is_found() {
        assert_eq!(depends("newcomer", "seal", "").len(), 1);
    }

    #[test]
    fn tauri_outside_the_shell_is_found_even_in_tests() {
        let json = r#"{"packages":[{"name":"desk","dependencies":[{"name":"tauri","kind":"dev","path":null}]}]}"#;
        let found = check(&members(json).expect("well-formed"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rule, "tauri in one manifest");
    }

    #[test]
    fn no_arrow_in_the_table_goes_in_a_circle() {
        for (name, allowed) in ARROWS {
            let mut reached = allowed.to_vec();
            let mut at = 0;
            while at < reached.len() {
                let next = ARROWS.iter().find(|(other, _)| *other == reached[at]);
                let (_, further) = next.expect("every target has a line of its own");
                reached.extend(
                    further
                        .iter()
                        .filter(|f| !reached.contains(f))
                        .collect::<Vec<_>>(),
                );
                at += 1;
            }
            assert!(!reached.contains(name), "{name} reaches itself");
        }
    }
}
