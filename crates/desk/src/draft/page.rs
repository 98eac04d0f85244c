//! Pages of a material line, photographed here one by one. Each is bound by its hash; the frame it was made of stays
//! beside it until the case is saved, so that the whole picture can always be had back.

use domain::act::{Hash, LineSource, Page as Bound};
use serde::{Deserialize, Serialize};

use super::Draft;

/// A picture in the store's attachments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// SHA-256.
    pub hash: Hash,
    /// Length.
    pub bytes: u64,
    /// Media type.
    pub media: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// As it came from the camera or the folder, byte for byte.
    pub original: Kept,
    /// As it is bound to the line: the same, or cut out and turned.
    pub shown: Kept,
    /// When it was taken, milliseconds since the Unix epoch.
    pub at: i64,
    /// Turned clockwise by so many quarters after the cutting.
    #[serde(default)]
    pub quarters: u8,
    /// What was cut out of the original: its corners in parts of width and height, top left first, clockwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corners: Option<[(f32, f32); 4]>,
    /// What is wrong with it, in words.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Page {
    /// Its name on the screen: another one when it is cut anew, one of its own where two pages look the same.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{:x}-{}", self.at, hex::encode(&self.shown.hash.0[..6]))
    }

    /// Whether it is the same page, however both were cut.
    #[must_use]
    pub fn is_of(&self, other: &Page) -> bool {
        self.at == other.at && self.original.hash == other.original.hash
    }
}

impl Draft {
    /// The pages of a line.
    #[must_use]
    pub fn pages(&self, code: &str) -> &[Page] {
        self.pages.get(code).map_or(&[], Vec::as_slice)
    }

    /// Changes the pages of a line; the line is bound to what is there then.
    pub fn with_pages(&mut self, code: &str, change: impl FnOnce(&mut Vec<Page>)) {
        let pages = self.pages.entry(code.to_owned()).or_default();
        change(pages);
        match bound(pages) {
            Some(source) => {
                self.tolerated.remove(code);
                self.lines.insert(code.to_owned(), source);
            }
            None => {
                self.pages.remove(code);
                self.lines.remove(code);
            }
        }
    }

    /// Whether anything of this draft still stands on this content.
    #[must_use]
    pub fn needs(&self, hash: &Hash) -> bool {
        let of_page = |page: &Page| page.original.hash == *hash || page.shown.hash == *hash;
        let of_line =
            |source: &LineSource| source.attachments().iter().any(|(held, _)| held == hash);
        self.pages.values().flatten().any(of_page)
            || self.lines.values().any(of_line)
            || self
                .signature
                .iter()
                .any(|signed| signed.image.is_some_and(|(held, _)| held == *hash))
    }

    /// Content that only the draft needed: frames that pages were cut out of.
    #[must_use]
    pub fn only_for_work(&self) -> Vec<Hash> {
        let bound: Vec<Hash> = self
            .lines
            .values()
            .flat_map(|source| source.attachments().into_iter().map(|(hash, _)| hash))
            .collect();
        let pages = self.pages.values().flatten();
        let mut spare: Vec<Hash> = pages
            .map(|page| page.original.hash)
            .filter(|hash| !bound.contains(hash))
            .collect();
        spare.sort_unstable();
        spare.dedup();
        spare
    }
}

/// What stands for the line: its pages in their order.
#[must_use]
pub fn bound(pages: &[Page]) -> Option<LineSource> {
    let first = pages.first()?;
    let page = |page: &Page| Bound {
        hash: page.shown.hash,
        bytes: page.shown.bytes,
        media: page.shown.media.clone(),
        at: page.at,
    };
    Some(LineSource::File {
        hash: first.shown.hash,
        bytes: first.shown.bytes,
        media: first.shown.media.clone(),
        pages: pages.iter().map(page).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(mark: u8, cut: bool) -> Page {
        let kept = |mark: u8| Kept {
            hash: Hash([mark; 32]),
            bytes: u64::from(mark),
            media: "image/jpeg".to_owned(),
            width: 100,
            height: 200,
        };
        Page {
            original: kept(mark),
            shown: kept(if cut { mark + 100 } else { mark }),
            at: i64::from(mark),
            quarters: 0,
            corners: None,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn s75_a_line_is_bound_to_its_pages_in_their_order_by_hash_size_and_time() {
        let mut draft = Draft::default();
        draft.tolerated.insert("plan".to_owned());
        draft.with_pages("plan", |pages| {
            pages.extend([page(1, true), page(2, false)])
        });
        let source = draft.lines["plan"].clone();
        let LineSource::File { hash, pages, .. } = &source else {
            panic!("pages are files")
        };
        assert_eq!(*hash, Hash([101; 32]), "the first stands for the line");
        let seen: Vec<_> = pages
            .iter()
            .map(|page| (page.hash, page.bytes, page.at))
            .collect();
        assert_eq!(seen, [(Hash([101; 32]), 101, 1), (Hash([2; 32]), 2, 2)]);
        assert!(!draft.tolerated.contains("plan"), "it is in");
        assert_eq!(
            draft.only_for_work(),
            [Hash([1; 32])],
            "the frame of what was cut"
        );
        draft.with_pages("plan", |pages| pages.swap(0, 1));
        assert_eq!(draft.lines["plan"].attachments()[0].0, Hash([2; 32]));
        draft.with_pages("plan", Vec::clear);
        assert!(
            draft.lines.is_empty() && draft.pages.is_empty(),
            "the line is open again"
        );
        assert!(!draft.needs(&Hash([2; 32])));
    }

    #[test]
    fn a_draft_of_before_there_were_pages_reads_as_it_did() {
        let draft: Draft = serde_json::from_str(
            r#"{"id":"00000000-0000-0000-0000-000000000000","item":null,
                "lines":{"plan":{"by":"file","hash":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"bytes":3,"media":"image/png"}}}"#,
        )
        .expect("readable");
        assert_eq!(draft.lines["plan"].attachments(), [(Hash([1; 32]), 3)]);
        assert!(draft.pages("plan").is_empty());
    }
}
