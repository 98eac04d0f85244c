//! Items for measuring: a city of any size, the same one from the same seed. Their names are put together from
//! `assets/practice/made-names.json`; each passes the linter like the practice city's own.

use domain::catalogue::{Item, Level, Limit};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde::Deserialize;
use serde_json::{Value, json};

/// Papers that only some situations ask for, besides proof of identity and application form.
const PAPERS: std::ops::RangeInclusive<usize> = 2..=4;

/// What names are made of.
#[derive(Deserialize)]
pub(super) struct Names {
    places: Vec<String>,
    things: Vec<String>,
    acts: Vec<String>,
    kinds: Vec<String>,
    papers: Vec<String>,
}

/// So many more items than `own`, none with the code or the short number of another.
pub(super) fn items(
    names: &Names,
    own: &[Item],
    count: usize,
    seed: u64,
) -> serde_json::Result<Vec<Item>> {
    let mut dice = StdRng::seed_from_u64(seed);
    // Short numbers of four digits are the practice city's own.
    (10_000..)
        .zip(levels(own, count))
        .map(|(short, levels)| {
            let made = item(names, own, short, &mut dice)?;
            Ok(Item { levels, ..made })
        })
        .collect()
}

/// Of 285 items 45 go down to villages and 71 more to townships (domain reference S39), of any other number so many in
/// proportion; what the practice city's own have of them is left out.
fn levels(own: &[Item], count: usize) -> impl Iterator<Item = Vec<Level>> {
    const ALL: [Level; 4] = [Level::City, Level::County, Level::Township, Level::Village];
    let whole = own.len() + count;
    let left = move |of_285: usize, deepest: Level| {
        let held = own
            .iter()
            .filter(|item| item.levels.last() == Some(&deepest));
        ((whole * of_285 + 142) / 285).saturating_sub(held.count())
    };
    let (villages, townships) = (left(45, Level::Village), left(71, Level::Township));
    (0..count).map(move |at| {
        let down_to = match at {
            at if at < villages => 4,
            at if at < villages + townships => 3,
            _ => 2,
        };
        ALL[..down_to].to_vec()
    })
}

fn one<'a>(words: &'a [String], dice: &mut StdRng) -> &'a str {
    words.choose(dice).map_or("", String::as_str)
}

fn item(names: &Names, own: &[Item], short: u32, dice: &mut StdRng) -> serde_json::Result<Item> {
    let (place, thing) = (one(&names.places, dice), one(&names.things, dice));
    let (act, kind) = (one(&names.acts, dice), one(&names.kinds, dice));
    let body = own.choose(dice).map(|item| &item.body);
    let uscc = body.map_or("", |body| &body.uscc);
    let promised: u32 = dice.random_range(1..=15);
    let papers = papers(names, thing, dice);
    serde_json::from_value(json!({
        "code": format!("{uscc}5{short:012}"),
        "short": short.to_string(),
        "version": 1,
        "effective": "2026-01-01",
        "name": format!("{place}{thing}{act}{kind}"),
        "aliases": [format!("{thing}{act}"), format!("办{thing}证"), format!("{place}{thing}{kind}")],
        "plain": format!("在{place}从事{thing}{act}的，先办{kind}。"),
        "body": body,
        "basis": ["练习市行政许可事项清单"],
        "handling": "promised",
        "applicants": ["self", "agent"],
        "situations": [{
            "code": "manner",
            "text": "办理方式",
            "choices": [{"code": "new", "text": "首次办理"}, {"code": "again", "text": "再次办理"}],
        }],
        "materials": papers,
        "form": form(thing),
        "limits": {
            "statutory": Limit::Workdays { n: 20 },
            "promised": Limit::Workdays { n: promised },
        },
        "result": {"name": format!("{thing}{kind}决定书")},
    }))
}

fn papers(names: &Names, thing: &str, dice: &mut StdRng) -> Vec<Value> {
    let identity = json!({
        "code": "identity",
        "name": "申请人身份证明",
        "class": "main",
        "licences": ["居民身份证"],
        "form": "原件核验或电子证照",
        "issuer": "公安机关",
        "review_points": ["证件在有效期内"],
    });
    let application = json!({
        "code": "application",
        "name": "申请表",
        "class": "main",
        "generated": true,
        "form": "由申请表生成，当场签名",
        "issuer": "申请人",
        "review_points": ["必填项齐全", "申请人已签名"],
    });
    let count = dice.random_range(PAPERS);
    let more = names.papers[1..].sample(dice, count).zip(1..);
    let more: Vec<Value> = more
        .map(|(paper, n)| {
            json!({
                "code": format!("paper{n}"),
                "name": format!("{thing}{paper}"),
                "class": "main",
                "when": if n == 1 { json!({"manner": ["again"]}) } else { json!({}) },
                "form": "原件或电子件",
                "issuer": "出具单位",
                "review_points": ["在有效期内", "内容与申请表一致"],
            })
        })
        .collect();
    [vec![identity, application], more].concat()
}

fn form(thing: &str) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "申请表",
        "type": "object",
        "required": ["name", "id", "address", "phone"],
        "properties": {
            "name": {
                "title": "申请人姓名", "type": "string", "minLength": 1, "maxLength": 60, "x-order": 10,
                "x-sources": [
                    {"from": "licence", "licence": "居民身份证", "field": "CZZT"},
                    {"from": "holder", "field": "name"},
                ],
            },
            "id": {
                "title": "证件号码", "type": "string", "minLength": 6, "maxLength": 40, "x-kind": "id",
                "x-order": 20, "x-sources": [{"from": "holder", "field": "id"}],
            },
            "address": {
                "title": format!("{thing}场所地址"), "type": "string", "minLength": 4, "maxLength": 120,
                "x-order": 30, "x-wide": true, "x-sources": [{"from": "last"}],
            },
            "phone": {
                "title": "联系电话", "type": "string", "pattern": "^1[3-9][0-9]{9}$", "x-kind": "phone",
                "x-order": 40, "x-sources": [{"from": "holder", "field": "phone"}],
            },
            "note": {"title": "备注", "type": "string", "maxLength": 200, "x-kind": "area", "x-order": 50},
        },
    })
}

#[cfg(test)]
mod tests {
    use domain::catalogue::Level;
    use domain::catalogue::lint::{Known, lint_all};

    use super::super::City;
    use crate::config::Care;

    #[test]
    fn s39_of_285_items_45_go_down_to_villages_and_71_to_townships() {
        let city = City::load(&Care::default(), Some((285, 1))).unwrap();
        let deepest = |level| {
            let items = city.catalogue.items.iter();
            items
                .filter(|item| item.levels.last() == Some(&level))
                .count()
        };
        assert_eq!(city.catalogue.items.len(), 285);
        assert_eq!(
            (deepest(Level::Village), deepest(Level::Township)),
            (45, 71)
        );
    }

    #[test]
    fn a_made_city_is_as_large_as_asked_the_same_from_its_seed_and_passes_the_linter() {
        let load = |seed| {
            City::load(&Care::default(), Some((300, seed)))
                .unwrap()
                .catalogue
        };
        let made = load(7);
        assert_eq!(made.items.len(), 300);
        assert_eq!(made, load(7));
        assert_ne!(made.items, load(8).items);
        let findings = lint_all(&made.items, Known::default());
        assert!(findings.is_empty(), "{findings:#?}");
        // Whoever comes with a code still finds what the practice citizens come for.
        assert!(made.item("0225").is_some());
    }
}
