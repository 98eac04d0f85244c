//! The forms of the usual proof code: an address with a code, JSON, or a bare token.

use super::Kind;
use serde::Deserialize;

/// The names under which an address carries the code.
const PARAMETERS: [&str; 2] = ["c", "code"];

/// The first label of the host where a city shows its proof codes (凭证).
const PROOF_HOST: &str = "pz";

pub(super) fn classify(text: &str) -> Option<Kind> {
    address(text)
        .or_else(|| json(text))
        .or_else(|| is_token(text).then(|| proof(text, None)))
}

fn proof(code: &str, realm_hint: Option<&str>) -> Kind {
    Kind::OpaqueProof {
        code: code.to_owned(),
        realm_hint: realm_hint.map(str::to_owned),
    }
}

/// 20 to 64 characters that need no escaping anywhere. Digits alone are some other number: a
/// payment, a parcel, an insurance code.
fn is_token(text: &str) -> bool {
    (20..=64).contains(&text.len())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn address(text: &str) -> Option<Kind> {
    let rest = strip_scheme(text)?;
    let (place, query) = rest.split_once('?')?;
    let host = host(place);
    let query = query.split('#').next().unwrap_or_default();
    let code = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, value)| PARAMETERS.contains(name) && is_token(value))
        .map(|(_, value)| value)?;
    let host = host.to_ascii_lowercase();
    Some(proof(code, Some(realm_of(&host))))
}

/// The realm of a proof host, or the host itself: another city's, whichever it is.
fn realm_of(host: &str) -> &str {
    let mut labels = host.split('.');
    match (labels.next(), labels.next(), labels.next()) {
        (Some(PROOF_HOST), Some(realm), Some(_)) if !realm.is_empty() => realm,
        _ => host,
    }
}

/// The rest of a web address after its scheme.
pub(super) fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let web = ["http", "https"]
        .iter()
        .any(|s| scheme.eq_ignore_ascii_case(s));
    (web && !rest.is_empty()).then_some(rest)
}

/// The host of an address without scheme, port and user.
pub(super) fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

#[derive(Deserialize)]
struct JsonForm {
    code: String,
    #[serde(default)]
    city: Option<String>,
}

fn json(text: &str) -> Option<Kind> {
    if !text.starts_with('{') {
        return None;
    }
    let form: JsonForm = serde_json::from_str(text).ok()?;
    is_token(&form.code).then(|| proof(&form.code, form.city.as_deref()))
}
