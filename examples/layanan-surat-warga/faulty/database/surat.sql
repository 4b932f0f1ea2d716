-- Contoh sintetis: nomor urut 9xxx tidak pernah diterbitkan.
CREATE TABLE `warga` (
  `id` int NOT NULL,
  `nik` varchar(16) NOT NULL,
  `nama` varchar(255) NOT NULL,
  `tanggal_lahir` date NOT NULL,
  `sandi` varchar(32) NOT NULL
);

INSERT INTO `warga` (`id`, `nik`, `nama`, `tanggal_lahir`, `sandi`) VALUES
(1, '3301160507639175', 'Sari Contoh B', '1963-07-05', '179d0914a8767d19abc7fda579f1e943'),
(2, '3318215901929320', 'Budi Contoh A', '1992-01-19', 'b79ebc3e94b57d8ab5a9c62f722733dd'),
(3, '1271211407649347', 'Tono Contoh B', '1964-07-14', '61336f283e0d361df5f9540598488406'),
(4, '5313065401969227', 'Wati Contoh D', '1996-01-14', '232bc03e50a06865934f27d14d03c761'),
(5, '6472082110639691', 'Joko Contoh G', '1963-10-21', 'fd2ed4b2e93496eed8513dcde51ef831'),
(6, '1207264801959980', 'Rina Contoh C', '1995-01-08', '458768ee1c93ccd7969eeb50f8c15a5a'),
(7, '3211071403949221', 'Agus Contoh E', '1994-03-14', '6ac87cd5c8346ec72995333ad1b4d53d'),
(8, '5321076711719206', 'Dewi Contoh D', '1971-11-27', '87ac7a30fa3bb5d6ca638b418575fbc8'),
(9, '3322170409649678', 'Eko Contoh A', '1964-09-04', '268112a72bce4e346437667c95929b47'),
(10, '6401044708949538', 'Lina Contoh F', '1994-08-07', 'b204472c72c03516bf2657375f7f938b'),
(11, '3525081908839407', 'Hadi Contoh D', '1983-08-19', '9a5a878a68663173a93017ec4f0507c0'),
(12, '9101164612759184', 'Nina Contoh E', '1975-12-06', '66bd16986668e486a7533fbeb1fa4321');
