/// Names of invented people, from many places.
///
/// `display=plain` where the mail name differs.
enum Names {
  static let given = list(
    """
    Ada Adaeze Aiko Aisha Alejandra Amara Amina Anahí=anahi Ana Anders Anouk Ansel Aoife Arjun
    Aroha Ayşe=ayse Babajide Bao Beatriz Björn=bjorn Bogdan Brigid Camila Carys Chiamaka Chinedu
    Chloé=chloe Daniyar Dariusz David Deepa Dmitri Đorđe=dorde Eero Efua Eilidh Elif Elena Emeka
    Emre Esi Esperanza Fatima Fatoumata Felipe Fionnuala François=francois Freya Gabriel Giulia
    Grace Guðrún=gudrun Gulnara Hamid Hana Haruto Hassan Helga Hina Hiroshi Ignacio Ikram Imani
    Indira Ingrid Iryna Isabel Ivan Jamila Jan Javier Jelena Jiho João=joao Jonas José=jose Joyce
    Juma Kahurangi Kaito Kalani Karim Kateryna Kavita Kenji Khadija Kofi Kwame Laila Lars Latoya
    Leila Linh Liu Luca Łukasz=lukasz Magda Malik Manuel Marek María=maria Mariam Mbali Mehmet
    Mei Miguel Mika Milan Mina Minh Mohammed Nadia Naledi Ngozi Niamh Nikolaos Noor Nomvula Olga
    Olumide Omar Paola Parisa Pedro Petra Priya Rafael Rania Ravi Rosa Ruth Samir Sanjay Saoirse
    Seán=sean Selma Sigrid Siobhán=siobhan Sofía=sofia Soo-jin Svetlana Tariq Tatiana Tevita Thabo
    Thanh Tomáš=tomas Uzoma Valentina Viktor Wanjiru Wei Xavier Ximena Yara Yasmin Yuki Yusuf Zanele
    Zofia Zoë=zoe Дмитрий=dmitriy 美咲=misaki 伟=wei Ελένη=eleni נועה=noa ليلى=layla 지우=jiwoo
    """)

  static let family = list(
    """
    Abdi Abebe Acheampong Adeyemi Afolabi Aguilar Ahmed Akhtar Alvarez Andersson Araújo=araujo
    Asante Aydın=aydin Bakker Banerjee Barbosa Bauer Begum Beke Bello Bergström=bergstrom Bianchi
    Bondarenko Boateng Brandt Çelik=celik Castillo Chaudhry Chen Chikwanha Choi Chowdhury Conti
    Cruz Dahl Davies Delgado Demir Desai Dhillon Diallo Díaz=diaz Dlamini Doan Dubois Dvořák=dvorak
    Eklund Eriksen Eze Farah Farouk Fernandes Ferrari Fischer Flores Fofanah Fraser Fujimoto Gallo
    García=garcia Gebre Georgiou Ghosh Gómez=gomez González=gonzalez Grant Guerrero Gunnarsson
    Gupta Haddad Hakimi Halvorsen Hansen Hassan Hernández=hernandez Hoang Horvat Hughes Ibrahim
    Igwe Ito Ivanova Jankowski Jansen Jiménez=jimenez Johansson Jovanović=jovanovic Kamau Kang
    Kaplan Kaur Keita Kelly Khan Kim Kipchoge Kobayashi Koroma Kovač=kovac Kowalczyk Kruger Kumar
    Kuznetsov Larsen Laurent Le Lee Lehtonen Leung Lim Lindqvist López=lopez Lund MacLeod Mahlangu
    Makela Malik Mazur Mbeki Mendoza Mensah Meyer Mishra Mohamud Molina Moreau Morgan Moyo
    Müller=muller Mutasa Nakamura Ndiaye Nguyen Nielsen Njoroge Novák=novak Nwosu O'Brien=o'brien
    O'Connor=o'connor Ochieng Okafor Okonkwo Oliveira Ortiz Osman Otieno Owusu Öztürk=ozturk Park
    Patel Pereira Petrov Pham Popescu Quispe Rahman Ramírez=ramirez Reyes Rossi Ruiz Sahin Sato
    Schneider Sharma Silva Singh Sokolova Suzuki Tanaka Tran Vargas Wójcik=wojcik Yamamoto Zhou
    中村=nakamura 王=wang Иванов=ivanov Παππάς=pappas
    """)

  struct Name: Sendable {
    let display: String
    let plain: String
  }

  private static func list(_ text: String) -> [Name] {
    text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { entry in
      let parts = entry.split(separator: "=")
      return Name(
        display: String(parts[0]), plain: (parts.count > 1 ? parts[1] : entry).lowercased())
    }
  }
}
