//! Invented candidates: given names and surnames combined by the seed.

use super::random::Random;

#[rustfmt::skip]
const GIVEN: [&str; 48] = [
    "Abena", "Adaeze", "Alasdair", "Amara", "Anouk", "Arjun", "Beatriz", "Bodhi", "Callum", "Chidi", "Citlali", "Dagny",
    "Delphine", "Eamon", "Eleni", "Esperanza", "Farida", "Femi", "Giulia", "Hana", "Idris", "Ingrid", "Ismael", "Jun",
    "Kaia", "Kenji", "Lakshmi", "Leilani", "Linh", "Lucía", "Malik", "Marisol", "Mei", "Nadia", "Nils", "Oksana",
    "Omar", "Priya", "Quentin", "Rosalind", "Saoirse", "Tariq", "Tomasz", "Uzma", "Viktor", "Wren", "Yusuf", "Zoë",
];

#[rustfmt::skip]
const SURNAMES: [&str; 60] = [
    "Abernethy", "Achterberg", "Adeyinka", "Ambrose-Vale", "Balakrishna", "Bergqvist", "Bramwell", "Calloway", "Castellanos",
    "Chukwuma", "Dalgaard", "Deverell", "Dushku-Lane", "Eastmond", "Echeverría", "Farnsworth", "Fukunaga", "Galbraith",
    "Ghazarian", "Halvorsen", "Hathersage", "Iwasaki", "Jaramillo", "Kahananui", "Kestrel", "Kowalczyk", "Lindqvist",
    "Lovelock", "Makepeace", "Manukau", "Mbeki-Holt", "Merriweather", "Nakagawa", "Ngata", "O’Halloran", "Okonjo",
    "Ottoson", "Paszek", "Pemberton", "Quillfeather", "Quispe", "Rautava", "Ravenscroft", "Sandoval-Reyes", "Shirazi",
    "Silverthorn", "Tamatea", "Thistlewood", "Tuiasosopo", "Ugarte", "Underhill", "Vaitai", "Venkatesan", "Wainwright",
    "Whitcombe", "Xiong", "Yarrow", "Ybarra", "Zapata-Moss", "Zielinski",
];

/// Distinct names; as long as there are surnames enough, distinct surnames too.
pub fn draw(count: usize, random: &mut Random) -> Vec<String> {
    let mut given = GIVEN;
    let mut surnames = SURNAMES;
    random.shuffle(&mut given);
    random.shuffle(&mut surnames);
    (0..count)
        .map(|index| {
            let round = index / SURNAMES.len();
            format!("{} {}", given[(index + round) % GIVEN.len()], surnames[index % SURNAMES.len()])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_largest_field_has_no_two_candidates_of_one_name() {
        let names = draw(477, &mut Random::new(1));
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), 477);
    }

    #[test]
    fn up_to_sixty_candidates_have_surnames_of_their_own() {
        let names = draw(60, &mut Random::new(2));
        let surnames: HashSet<&str> = names.iter().filter_map(|name| Some(name.split_once(' ')?.1)).collect();
        assert_eq!(surnames.len(), 60);
    }
}
