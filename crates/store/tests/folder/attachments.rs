use std::io::{self, Read};

use domain::queue::RowState;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use store::{CHUNK, StoreError};

use crate::made::{DAY, content, folder, id, save_with};

#[test]
fn twenty_megabytes_come_out_as_they_went_in() {
    let (_dir, store) = folder();
    let file = content(20 * 1024 * 1024 + 17, 1);
    let put = store
        .attachment_put(
            id(100),
            "application/pdf",
            Some("租赁合同.pdf"),
            &file[..],
            DAY,
        )
        .unwrap();
    assert_eq!(put.bytes, file.len() as u64);
    assert_eq!(put.hash, *Sha256::digest(&file));
    let mut out = Vec::new();
    loop {
        let part = store
            .attachment_read(id(100), &put.hash, out.len() as u64, 1_000_003)
            .unwrap();
        if part.is_empty() {
            break;
        }
        out.extend_from_slice(&part);
    }
    assert!(out == file);
    assert_eq!(store.attachments(id(100)).unwrap(), [put]);
}

#[test]
fn content_is_shared_within_a_case_and_never_between_cases() {
    let (_dir, store) = folder();
    let put = |case: u128| {
        store
            .attachment_put(id(case), "image/png", None, &b"the same"[..], DAY)
            .unwrap()
    };
    assert_eq!(put(1).hash, put(1).hash);
    put(2);
    assert_eq!(store.attachments(id(1)).unwrap().len(), 1);
    store.attachment_forget(id(1), &put(2).hash).unwrap();
    assert_eq!(store.attachments(id(1)).unwrap().len(), 0);
    assert_eq!(store.attachments(id(2)).unwrap().len(), 1);
}

struct Failing(usize);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::other("the stick was pulled out"));
        }
        let read = buffer.len().min(self.0);
        self.0 -= read;
        Ok(read)
    }
}

#[test]
fn a_file_that_breaks_off_leaves_nothing_to_see() {
    let (_dir, store) = folder();
    let broken = store.attachment_put(id(1), "image/png", None, Failing(6 << 20), DAY);
    assert!(matches!(broken, Err(StoreError::Io(_))));
    assert!(store.attachments(id(1)).unwrap().is_empty());
}

#[test]
fn an_act_waits_until_every_file_it_names_is_stored() {
    let (_dir, store) = folder();
    let put = |content: &[u8]| {
        store
            .attachment_put(id(100), "image/png", None, content, DAY)
            .unwrap()
            .hash
    };
    let (one, two) = (put(b"page one"), put(b"page two"));
    save_with(&store, id(1), id(100), &[one, two]);
    let state = || store.queue_row(id(1)).unwrap().unwrap().state;
    assert_eq!(state(), RowState::Files);
    store.attachment_stored(id(100), &one).unwrap();
    assert_eq!(state(), RowState::Files);
    store.attachment_stored(id(100), &two).unwrap();
    assert_eq!(state(), RowState::Ready);
    store.attachment_missing(id(100), &one).unwrap();
    assert_eq!(state(), RowState::Files, "the backend lost it");
    assert_eq!(
        store.queue_row(id(1)).unwrap().unwrap().bytes_total,
        16 + store.act(id(1)).unwrap().unwrap().bytes.len() as u64
    );
}

#[test]
fn an_upload_goes_on_where_it_stood() {
    let (dir, store) = folder();
    let put = store
        .attachment_put(id(1), "image/png", None, &[5; 1000][..], DAY)
        .unwrap();
    store
        .attachment_progress(id(1), &put.hash, Some("/v1/attachments/x"), 600)
        .unwrap();
    assert!(matches!(
        store.attachment_progress(id(1), &put.hash, None, 1001),
        Err(StoreError::Refused { .. })
    ));
    drop(store);
    let store = store::Store::open(dir.path(), &crate::made::dek()).unwrap();
    let now = store.attachment(id(1), &put.hash).unwrap().unwrap();
    assert_eq!(now.upload_url.as_deref(), Some("/v1/attachments/x"));
    assert_eq!((now.upload_offset, now.stored), (600, false));
}

#[test]
fn an_attachment_that_an_act_names_is_not_forgotten() {
    let (_dir, store) = folder();
    let put = store
        .attachment_put(id(1), "image/png", None, &b"x"[..], DAY)
        .unwrap();
    save_with(&store, id(50), id(1), &[put.hash]);
    assert!(matches!(
        store.attachment_forget(id(1), &put.hash),
        Err(StoreError::Refused { .. })
    ));
    assert!(store.attachment(id(1), &put.hash).unwrap().is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_part_reads_as_the_same_part_of_the_content(
        length in 0_usize..3 * CHUNK,
        spans in prop::collection::vec((0_usize..4 * CHUNK, 0_usize..2 * CHUNK), 6),
    ) {
        let (_dir, store) = folder();
        let file = content(length, 3);
        let put = store.attachment_put(id(1), "image/png", None, &file[..], DAY).unwrap();
        for (offset, len) in spans {
            let part = store.attachment_read(id(1), &put.hash, offset as u64, len).unwrap();
            let start = offset.min(length);
            prop_assert_eq!(&part[..], &file[start..(offset + len).min(length).max(start)]);
        }
    }
}
