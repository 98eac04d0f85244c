use serde::Deserialize;

/// Licence types of the city, by the names that others give them.
#[derive(Debug, Clone)]
pub(crate) struct Types(Vec<Type>);

#[derive(Debug, Clone, Deserialize)]
struct Type {
    name: String,
    /// ZZLXDM.
    code: String,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    types: Vec<Type>,
}

impl Types {
    pub(crate) fn read(text: &str) -> serde_json::Result<Self> {
        Ok(Self(serde_json::from_str::<File>(text)?.types))
    }

    /// The catalogue's name of a type that a platform calls `name` or `code`: the full title with the country's name,
    /// marks around it, or an alias. `None`: none of ours.
    pub(crate) fn named(&self, name: &str, code: &str) -> Option<&str> {
        let code = code.trim();
        let coded = self.0.iter().find(|kind| kind.code == code);
        let bare = name
            .trim()
            .trim_matches(['《', '》', '“', '”', '"'])
            .trim_start_matches("中华人民共和国");
        let is_it = |kind: &&Type| kind.name == bare || kind.aliases.iter().any(|a| a == bare);
        coded
            .or_else(|| self.0.iter().find(is_it))
            .map(|kind| &*kind.name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_by_its_code_its_title_and_its_aliases() {
        let types = Types::read(crate::city::TYPES).unwrap();
        let named = |name, code| types.named(name, code);
        assert_eq!(named("居民身份证", ""), Some("居民身份证"));
        assert_eq!(named("中华人民共和国居民身份证", ""), Some("居民身份证"));
        assert_eq!(named("《身份证》", ""), Some("居民身份证"));
        assert_eq!(
            named("不动产权属证书", "11100000MB0000002X002"),
            Some("不动产权证书")
        );
        assert_eq!(named("借书证", ""), None);
    }
}
